/** Dead letters as they lie in the lake: which there are, and why. */
package io.drey.lake.deadletters;
