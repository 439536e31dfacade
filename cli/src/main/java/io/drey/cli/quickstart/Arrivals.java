package io.drey.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far the lines have come.
 *
 * @param sent lines that Kafka took
 * @param allSent whether there are no more to come
 * @param lakeRows rows of the lake's table of events
 * @param deadLetters rows of the lake's table of dead letters
 * @param events events in their topic, or parsed where there is none
 * @param metricDocuments metric documents that a search finds
 * @param metricRequests requests that their windows counted, and those that came too late for them
 * @param detectionsEnded whether the detections have seen all events and the time after them
 * @param alertsRaised different alerts in their topic
 * @param alerts alerts that a search finds
 * @param lakeAlerts alerts written to the lake's table, repeated ones included
 */
record Arrivals(
        long sent,
        boolean allSent,
        long lakeRows,
        long deadLetters,
        long events,
        long metricDocuments,
        long metricRequests,
        boolean detectionsEnded,
        long alertsRaised,
        long alerts,
        long lakeAlerts) {

    /** What has not arrived yet, in words; empty when everything has. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!allSent) {
            missing.add("more lines are to be sent, %,d are".formatted(sent));
        }
        if (lakeRows + deadLetters < sent) {
            missing.add("%,d of %,d lines are in the lake".formatted(lakeRows + deadLetters, sent));
        }
        if (metricRequests < lakeRows) {
            missing.add("%,d of %,d requests are in closed metric windows".formatted(metricRequests, lakeRows));
        }
        if (!detectionsEnded) {
            missing.add("the detections have not seen the end of the events");
        }
        if (alerts < alertsRaised) {
            missing.add("%,d of %,d alerts are in OpenSearch".formatted(alerts, alertsRaised));
        }
        if (lakeAlerts < alertsRaised) {
            missing.add("%,d of %,d alerts are in the lake".formatted(lakeAlerts, alertsRaised));
        }
        return missing;
    }

    /** Whether all lines are in the lake and their events in the topic. */
    boolean landed() {
        return inLake() && events >= lakeRows;
    }

    /** Whether all lines are in the lake. */
    boolean inLake() {
        return allSent && lakeRows + deadLetters >= sent;
    }

    /** The same, where the detections are known to have ended or not. */
    Arrivals withDetections(boolean ended) {
        return new Arrivals(
                sent,
                allSent,
                lakeRows,
                deadLetters,
                events,
                metricDocuments,
                metricRequests,
                ended,
                alertsRaised,
                alerts,
                lakeAlerts);
    }

    /** Whether each line that was sent is in the lake exactly once, as an event or as a dead letter. */
    boolean balance() {
        return sent == lakeRows + deadLetters;
    }

    /** One line of progress. */
    String line() {
        return String.format(
                Locale.ROOT,
                "sent %,d | events %,d | lake %,d rows, %,d dead letters | metrics %,d documents | alerts %,d",
                sent,
                events,
                lakeRows,
                deadLetters,
                metricDocuments,
                alerts);
    }
}
