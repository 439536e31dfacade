package io.drey.operations.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.stack.server.LostJob;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void lostJobsAreNamedWithTheCommandThatHasThemGoOn() {
        List<String> lines = Workspace.lostJobs(List.of(
                new LostJob("a".repeat(32), "drey-ingest"),
                new LostJob("b".repeat(32), "cep-job"),
                new LostJob("c".repeat(32), "counting")));
        assertThat(lines)
                .contains(
                        "  drey-ingest (%s)".formatted("a".repeat(32)),
                        "they go on from their latest checkpoints with 'drey jobs submit ingest cep'")
                .anySatisfy(line -> assertThat(line).contains("submit counting again"));
        assertThat(Workspace.lostJobs(List.of())).isEmpty();
    }
}
