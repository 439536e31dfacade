/** The one condition language: a tree of values that an event answers. */
package io.drey.rules.condition;
