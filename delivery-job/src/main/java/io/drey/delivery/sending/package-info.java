/** Sending alerts and events on to targets that tenants name in documents: webhooks, HTTP, Splunk, syslog and Kafka. */
package io.drey.delivery.sending;
