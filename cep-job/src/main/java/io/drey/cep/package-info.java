/** The job that matches detections on the events and raises alerts, with Flink CEP. */
package io.drey.cep;
