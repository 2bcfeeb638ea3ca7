// Standard JSON in on stdin, standard JSON out on stdout, by the pinned npm solc. No import call-back: every source is
// in the input. `--version` prints what py-solc-x expects of a compiler.
"use strict";
const fs = require("fs");
const path = require("path");
const solc = require(path.join(process.env.LIANLU_SOLC_MODULES, "solc"));

function write(text) {
  const data = Buffer.from(text, "utf8");
  for (let at = 0; at < data.length; ) {
    try {
      at += fs.writeSync(1, data, at, data.length - at); // a pipe takes a part at a time
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

if (process.argv.includes("--version")) {
  write("solc, the solidity compiler commandline interface\nVersion: " + solc.version() + "\n");
} else {
  write(solc.compile(fs.readFileSync(0, "utf8")));
}
