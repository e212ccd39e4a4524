/*
 * node duckdb.js DATABASE SCRIPT [ROWS]: runs the statements of SCRIPT in DuckDB with two threads.
 * The answer of the last goes to the file ROWS, its cells between bars. The seconds that the
 * statements took inside this process go to the file descriptor PAIRS_FD (pairs.c).
 */
'use strict';
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');

async function main([database, script, rows])
{
	const instance = await DuckDBInstance.create(database, { threads: '2' });
	const connection = await instance.connect();
	const statements = fs.readFileSync(script, 'utf8').split(/;\s*\n/).filter(s => s.trim());
	const before = process.hrtime.bigint();
	let answer = [];
	for (const statement of statements)
		answer = (await connection.runAndReadAll(statement)).getRows();
	const seconds = Number(process.hrtime.bigint() - before) / 1e9;
	if (rows)
		fs.writeFileSync(rows, answer.map(r => r.join('|') + '\n').join(''));
	if (process.env.PAIRS_FD)
		fs.writeSync(Number(process.env.PAIRS_FD), seconds + '\n');
}

main(process.argv.slice(2)).catch(e => {
	console.error('duckdb: ' + e.message);
	process.exit(1);
});
