/** What the lake was given, line by line of every snapshot, in a chain that cannot be changed unnoticed; and the recount against it. */
package io.drey.lake.ledger;
