/** How stories look, on a page and alone. */
export const DIAGRAM_STYLE = `
text{font:12px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink);unicode-bidi:isolate}
.what,.edge-text,.note{paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
.breaks .what{stroke:var(--rose)}
.lane{stroke:var(--line);stroke-width:1.5}
.down{stroke:var(--red);stroke-width:4;stroke-dasharray:2 4;opacity:.75}
.lane-name{font-weight:600}
.lane-actor,.time{fill:var(--soft);font-size:11px}
.what.move,.what.replicate,.what.execute{fill:var(--soft)}
.what.fault{fill:var(--red);font-weight:600}
.what.effect{fill:var(--green);font-weight:600}
.what.heal{fill:var(--green)}
.what.timer{fill:var(--amber)}
.dot{fill:var(--bg);stroke:var(--ink);stroke-width:1.5}
.dot.effect{fill:var(--green);stroke:var(--green)}
.dot.heal{stroke:var(--green)}
.dot.timer{stroke:var(--amber)}
.dot.move{fill:var(--line);stroke:var(--line)}
.cross{stroke:var(--red);stroke-width:2.5;fill:none;stroke-linecap:round}
.everywhere{stroke:var(--line);stroke-dasharray:4 4}
.everywhere.fault{stroke:var(--red)}
.arrow{stroke:var(--blue);stroke-width:1.5;fill:none}
.arrow.settle,.arrow.confirm{stroke-dasharray:5 3}
.arrow.return{stroke:var(--amber);stroke-dasharray:5 3}
.arrow.lost{stroke:var(--red)}
.breach{fill:var(--rose)}
.fold{fill:var(--faint);stroke:var(--line)}
.note{fill:var(--soft)}
`;
