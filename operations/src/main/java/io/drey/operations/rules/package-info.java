/** Rules before they are in force: their files, their tests, the alerts that they would have raised. */
package io.drey.operations.rules;
