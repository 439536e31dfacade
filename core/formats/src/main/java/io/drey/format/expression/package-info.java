/** Regular expressions whose groups are named as fields are. */
package io.drey.format.expression;
