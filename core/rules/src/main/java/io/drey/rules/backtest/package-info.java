/** A tenant's rules over events of the past, with what running jobs match them with. */
package io.drey.rules.backtest;
