package io.drey.cli.quickstart;

/** When something was first seen, in seconds since the first line was sent. */
final class Milestones {

    private Double firstMetric;
    private Double firstAlert;
    private Double firstLakeRows;

    void observe(double seconds, Arrivals arrivals) {
        if (firstMetric == null && arrivals.metricDocuments() > 0) {
            firstMetric = seconds;
        }
        if (firstAlert == null && arrivals.alerts() > 0) {
            firstAlert = seconds;
        }
        if (firstLakeRows == null && arrivals.lakeRows() > 0) {
            firstLakeRows = seconds;
        }
    }

    Double firstMetric() {
        return firstMetric;
    }

    Double firstAlert() {
        return firstAlert;
    }

    Double firstLakeRows() {
        return firstLakeRows;
    }
}
