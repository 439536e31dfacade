package io.drey.format.otlp;

/** Reads OTLP in one of its encodings. Not thread-safe. */
interface RecordReader {

    /** What takes the records of a request, in their order. */
    interface Records {

        /** Takes where a record stands. */
        void record(LogRecord.Scope scope, int from, int to);
    }

    /** Whether these bytes may be a record alone, as against a request. */
    boolean isRecord(byte[] bytes, int from, int to);

    /** Finds the records of a request ({@code ExportLogsServiceRequest}). */
    void request(byte[] bytes, int from, int to, Records records) throws DamagedException;

    /** Reads one record. */
    LogRecord record(byte[] bytes, int from, int to) throws DamagedException;
}
