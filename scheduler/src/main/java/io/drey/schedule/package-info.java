/** Work that must be done regularly: what a scheduler is told, and how it says that it cannot. */
package io.drey.schedule;
