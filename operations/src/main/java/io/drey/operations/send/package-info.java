/** Lines on their way into a raw topic. */
package io.drey.operations.send;
