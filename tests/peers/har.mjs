// Prints "valid" when a file is an HTTP archive by the published JSON schema, and what is wrong when it is not.
import { readFileSync } from "node:fs";
import validator from "har-validator/lib/promise.js";

try {
  await validator.har(JSON.parse(readFileSync(process.argv[2], "utf8")));
  console.log('"valid"');
} catch (error) {
  console.log(JSON.stringify(error.errors ?? String(error)));
}
