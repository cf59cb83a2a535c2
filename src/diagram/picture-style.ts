/** How a topology looks, on a page and alone. Colours are those of colours.ts. */
export const PICTURE_STYLE = `
text{font:12px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink);unicode-bidi:isolate}
.middle{text-anchor:middle}
.region rect{fill:none;stroke:var(--line)}
.region.broker rect{fill:var(--faint)}
.region-name{fill:var(--soft);font-weight:600}
.box rect{fill:var(--bg);stroke:var(--soft)}
.box.channel rect{stroke-width:2}
.box-name{font-weight:600}
.lane-actor{fill:var(--soft);font-size:11px}
.way path{fill:none;stroke:var(--soft);stroke-width:1.5}
.way .head{fill:var(--soft);stroke:none}
.way.aside path{stroke-dasharray:4 4}
.way.aside .head{stroke-dasharray:none}
.way.inner path{stroke-width:2.5}
.way.refuted path{stroke:var(--red);stroke-width:2}
.way.refuted .head{fill:var(--red);stroke:none}
.way.holds path{stroke:var(--green)}
.way.holds .head{fill:var(--green);stroke:none}
.way.undecided path,.way.not-judged path{stroke:var(--amber)}
.way.undecided .head,.way.not-judged .head{fill:var(--amber);stroke:none}
.edge-text{font-size:11px;paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
.edge-text.refuted{fill:var(--red);font-weight:600}
.edge-text.holds{fill:var(--green)}
.edge-text.undecided,.edge-text.not-judged{fill:var(--amber)}
.legend{fill:var(--soft);font-size:11px}
.title{font-size:15px;font-weight:600}
`;
