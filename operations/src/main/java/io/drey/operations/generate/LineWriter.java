package io.drey.operations.generate;

import static io.drey.operations.generate.Catalogue.ascii;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes a request as a line. Keeps the text of the last second. */
final class LineWriter {

    private static final DateTimeFormatter TIME_LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final byte[] EMPTY = new byte[0];
    private static final byte[] REMOTE_ADDR = ascii("{\"remote_addr\":\"");
    private static final byte[] REMOTE_USER = ascii("\",\"remote_user\":\"");
    private static final byte[] TIME = ascii("\",\"time_local\":\"");
    private static final byte[] METHOD = ascii("\",\"http_method\":\"");
    private static final byte[] REQUEST = ascii("\",\"request\":\"");
    private static final byte[] VERSION = ascii("\",\"http_version\":\"");
    private static final byte[] STATUS = ascii("\",\"status\":");
    private static final byte[] BODY_BYTES = ascii(",\"body_bytes_sent\":");
    private static final byte[] REFERRER = ascii(",\"http_referer\":\"");
    private static final byte[] AGENT = ascii("\",\"http_user_agent\":\"");
    private static final byte[] END = ascii("\"}");
    private static final byte[] HTTP = ascii("HTTP/");
    private static final byte[] QUOTES = ascii("\" \"");

    private final LineFormat format;
    private long second = Long.MIN_VALUE;
    private byte[] time = EMPTY;

    LineWriter(LineFormat format) {
        this.format = format;
    }

    void write(Request request, long epochSecond, LineBuffer line) {
        if (epochSecond != second) {
            second = epochSecond;
            time = ascii(TIME_LOCAL.format(Instant.ofEpochSecond(epochSecond)));
        }
        switch (format) {
            case COMBINED -> writeCombined(request, line);
            case JSON -> writeJson(request, line);
        }
    }

    private void writeCombined(Request request, LineBuffer line) {
        line.put(request.address).put(' ').put('-').put(' ').put(request.user).put(' ');
        line.put('[').put(time).put(']').put(' ').put('"');
        line.put(request.method).put(' ').put(request.target).put(' ').put(HTTP).put(request.version);
        line.put('"').put(' ').putNumber(request.status).put(' ');
        if (request.bodyBytes < 0) {
            line.put('-');
        } else {
            line.putNumber(request.bodyBytes);
        }
        line.put(' ').put('"').put(request.referrerSite).put(request.referrer);
        line.put(QUOTES).put(request.agent).put('"');
    }

    private void writeJson(Request request, LineBuffer line) {
        line.put(REMOTE_ADDR).put(request.address);
        line.put(REMOTE_USER).put(request.user);
        line.put(TIME).put(time);
        line.put(METHOD).put(request.method);
        line.put(REQUEST).put(request.target);
        line.put(VERSION).put(request.version);
        line.put(STATUS).putNumber(request.status);
        line.put(BODY_BYTES).putNumber(Math.max(0, request.bodyBytes));
        line.put(REFERRER).put(request.referrerSite).put(request.referrer);
        line.put(AGENT).put(request.agent).put(END);
    }
}
