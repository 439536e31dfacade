/** Decisions of the delivery job. Knows no Flink; time is passed in. */
package io.drey.delivery.domain;
