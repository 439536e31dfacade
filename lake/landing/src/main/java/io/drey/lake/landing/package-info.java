/** How streams become rows: the ends that jobs attach, what a row is made of, and commits that leave none out and none twice. */
package io.drey.lake.landing;
