package io.drey.stack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostJobsTest {

    private static final String INGEST = "a".repeat(32);
    private static final String CEP = "b".repeat(32);
    private static final String SUSPENDED = "c".repeat(32);

    @TempDir
    private Path folder;

    @Test
    void jobsThatCameToNoEndAreLost() throws IOException {
        Map<String, String> running = new LinkedHashMap<>();
        Path first = log(
                "1",
                "2026-10-01 12:00:00,000 INFO  o.a.f.r.d.StandaloneDispatcher [] - Received JobGraph submission 'ingest-job' (%s)."
                        .formatted(INGEST),
                "2026-10-01 12:00:00,010 INFO  o.a.f.r.d.StandaloneDispatcher [] - Submitting job 'ingest-job' (%s)."
                        .formatted(INGEST),
                "2026-10-01 12:00:01,000 INFO  o.a.f.r.d.StandaloneDispatcher [] - Submitting job 'cep-job' (%s)."
                        .formatted(CEP));
        Path second = log(
                "",
                "2026-10-01 12:01:00,000 INFO  o.a.f.r.d.StandaloneDispatcher [] - Job %s reached terminal state CANCELED."
                        .formatted(CEP),
                "2026-10-01 12:01:01,000 INFO  o.a.f.r.d.StandaloneDispatcher [] - Submitting job 'it's (mine)' (%s)."
                        .formatted(SUSPENDED),
                "2026-10-01 12:02:00,000 INFO  o.a.f.r.d.StandaloneDispatcher [] - Job %s reached terminal state SUSPENDED."
                        .formatted(SUSPENDED));

        assertThat(LostJobs.read(first, running)).isTrue();
        assertThat(running).containsOnlyKeys(INGEST, CEP);
        LostJobs.read(second, running);
        assertThat(running).containsExactly(Map.entry(INGEST, "ingest-job"), Map.entry(SUSPENDED, "it's (mine)"));
    }

    @Test
    void aJobManagerWithoutJobsOrWithoutALogHasLostNone() throws IOException {
        Map<String, String> running = new LinkedHashMap<>();
        assertThat(LostJobs.read(folder.resolve("none"), running)).isFalse();
        assertThat(LostJobs.read(log("", "Starting StandaloneSessionClusterEntrypoint"), running))
                .isFalse();
        assertThat(running).isEmpty();
    }

    private Path log(String suffix, String... lines) throws IOException {
        return Files.write(folder.resolve("log" + suffix), java.util.List.of(lines));
    }
}
