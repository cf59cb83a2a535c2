import type { PageAssets } from "../src/diagram/html.ts";

export declare function pageAssets(): Promise<PageAssets>;
export declare function diagramAssets(): Promise<PageAssets>;
