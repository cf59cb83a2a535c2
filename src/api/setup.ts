/**
 * `waybill/setup`: puts clocks, randomness and timers under the harness's control when it is loaded, before the modules under
 * test keep functions of their own (`const sleep = promisify(setTimeout)`). As a setup file of Vitest, or with
 * `node --import waybill/setup --test`. Outside simulated handlers nothing changes.
 */
import { install } from "../harness/driver/install.ts";

install();
