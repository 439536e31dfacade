package io.drey.format;

import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import java.io.IOException;

/** Writes what becomes of lines, in their order. Lines are counted from 1. */
interface LineReport {

    /** An event, whose first line is given. */
    void event(LogEvent event, long line) throws IOException;

    /** A line that is part of an event before. */
    void joined(long line) throws IOException;

    /** A line that is not kept, by which rule. */
    void dropped(String reason, long line) throws IOException;

    /** A line that is no event, and where its bytes are. */
    void deadLetter(Rejection rejection, long line, byte[] bytes, int from, int to) throws IOException;

    /** The same of a line that is too long to be held: pieces of it follow, then its end. */
    void beginDeadLetter(Rejection rejection, long line) throws IOException;

    /** A piece of such a line: Base64 of a multiple of three bytes, but for the last. */
    void piece(byte[] base64) throws IOException;

    void endDeadLetter() throws IOException;
}
