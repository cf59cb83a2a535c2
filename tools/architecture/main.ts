/** `npm run check:architecture`: exit 1 if an import breaks a rule. */
import { violationsIn } from "./cruise.ts";
import { forbiddenRules, readArchitecture } from "./rules.ts";

const rules = forbiddenRules(readArchitecture("architecture.json"));
const { modules, violations } = await violationsIn(process.cwd(), rules);
for (const { rule, from, to } of violations) console.log(`${rule}: ${from} -> ${to}`);
console.log(`architecture: ${modules} modules, ${rules.length} rules, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
