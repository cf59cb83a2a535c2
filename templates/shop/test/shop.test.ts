/** Each guarantee of the spec, with the services of src on simulated brokers that lose, repeat and reorder what real ones can. */
import { testGuarantees } from "waybill/vitest";
import * as shop from "../src/generated/shop/index.js";
import { services } from "./services.js";

testGuarantees(shop, services);
