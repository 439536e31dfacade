/** Finished reports and packs, brought to where they are wanted. */
package io.drey.query.delivery;
