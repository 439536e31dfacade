/** Many rules about single events at once: each event is asked once for what all of them want to know. */
package io.drey.rules.index;
