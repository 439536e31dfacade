/** Detections: what they look for, what a match means exactly, and the alert a match becomes. Knows no Flink. */
package io.drey.detection;
