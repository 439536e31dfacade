/** What the shapes of rules mean, in code meant to be read and not to be fast: what engines are compared with. */
package io.drey.rules.reference;
