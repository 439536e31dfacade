package io.drey.rules.shape;

import java.util.ServiceLoader;

/** Runs patterns that no other shape can say. Found on the class path, since this module knows no engine. */
public interface PatternEngine {

    /**
     * Makes a plan ready to run.
     *
     * @throws IllegalArgumentException if the engine has no such pattern, with what to write instead
     */
    Automaton compile(PatternPlan plan);

    /**
     * The engine that is there.
     *
     * @throws IllegalArgumentException if there is none
     */
    static PatternEngine found() {
        return Found.ENGINE.orElseThrow(() -> new IllegalArgumentException(
                "there is no engine for patterns: put drey-patterns and flink-cep on the class path"));
    }

    /** Looked for once. */
    final class Found {

        private static final java.util.Optional<PatternEngine> ENGINE = ServiceLoader.load(
                        PatternEngine.class, PatternEngine.class.getClassLoader())
                .findFirst();

        private Found() {}
    }
}
