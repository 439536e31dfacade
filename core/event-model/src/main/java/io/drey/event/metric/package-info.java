/** What is counted of events: typed, so that every table and index can say it in its own way. */
package io.drey.event.metric;
