/** Rules as documents: what users look for in events. */
package io.drey.rules;
