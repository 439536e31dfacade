package io.drey.stack.process;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the end of a server's log for the usual causes of a failed start. */
public final class Diagnosis {
    private record Symptom(Pattern pattern, String meaning) {}

    private static final List<Symptom> SYMPTOMS = List.of(
            new Symptom(
                    Pattern.compile("Address already in use|BindException|BindHttpException|BindTransportException"),
                    "another process took one of its ports meanwhile; start again, or see `ss -ltnp`"),
            new Symptom(
                    Pattern.compile("No space left on device"), "the disk is full; delete something and start again"),
            new Symptom(
                    Pattern.compile("OutOfMemoryError|Cannot allocate memory|insufficient memory|os::commit_memory"),
                    "it ran out of memory; end other programs or start fewer servers"),
            new Symptom(
                    Pattern.compile("UnsupportedClassVersionError|Unrecognized VM option|Unrecognized option"),
                    "it was started with the wrong JDK; point JAVA_HOME to a JDK 17"),
            new Symptom(
                    Pattern.compile("NoClassDefFoundError|ClassNotFoundException|Could not find or load main class"),
                    "its class path is incomplete; run `" + ServerClassPath.BUILD_COMMAND + "`"),
            new Symptom(
                    Pattern.compile("Permission denied|AccessDeniedException"),
                    "it may not read or write its folder; check the owner of the stack's folder and of those above"),
            new Symptom(
                    Pattern.compile("Too many open files"),
                    "the limit of open files is too low; raise it with `ulimit -n 65536` and start again"));

    private Diagnosis() {}

    public static Optional<String> of(String logTail) {
        return SYMPTOMS.stream()
                .filter(symptom -> symptom.pattern().matcher(logTail).find())
                .map(Symptom::meaning)
                .findFirst();
    }
}
