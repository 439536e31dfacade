/** How an installation is: the lag behind topics, and checks with remedies. */
package io.drey.operations.health;
