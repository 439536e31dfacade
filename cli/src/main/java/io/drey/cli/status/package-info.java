/** How an installation is: jobs, lag and servers once, or a screen of them and of a tenant's traffic that goes on. */
package io.drey.cli.status;
