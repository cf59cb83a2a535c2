import type { PageAssets } from "../src/report/html.ts";

export declare function pageAssets(): Promise<PageAssets>;
