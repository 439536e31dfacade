package io.drey.query.cluster;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.rest.messages.job.JobSubmitRequestBody;
import org.apache.flink.runtime.rest.util.RestMapperUtils;

/** Hands jobs to a cluster, with the jars they need. Flink asks for it wherever a job is executed. */
final class ClusterExecutor implements PipelineExecutorServiceLoader, PipelineExecutorFactory, PipelineExecutor {

    private static final String NAME = "drey-cluster";

    private final FlinkEndpoint endpoint;
    private final Set<Needs> needs;

    ClusterExecutor(FlinkEndpoint endpoint, Set<Needs> needs) {
        this.endpoint = endpoint;
        this.needs = Set.copyOf(needs);
    }

    @Override
    public CompletableFuture<JobClient> execute(Pipeline pipeline, Configuration configuration, ClassLoader classes)
            throws Exception {
        JobGraph graph = PipelineExecutorUtils.getJobGraph(pipeline, configuration, classes);
        graph.setInitialClientHeartbeatTimeout(ClusterJob.SILENCE.toMillis());
        List<Path> jars = ClusterJars.of(needs);
        Path file = write(graph);
        try {
            List<Path> files = new ArrayList<>(List.of(file));
            files.addAll(jars);
            String unused = endpoint.send(
                    "/jobs",
                    RestMapperUtils.getStrictObjectMapper()
                            .writeValueAsString(new JobSubmitRequestBody(
                                    name(file),
                                    jars.stream().map(ClusterExecutor::name).toList(),
                                    List.of())),
                    files);
        } finally {
            Files.delete(file);
        }
        return CompletableFuture.completedFuture(new ClusterJob(endpoint, graph.getJobID(), classes));
    }

    private static Path write(JobGraph graph) throws IOException {
        Path file = Files.createTempFile("drey-query-", ".graph");
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(graph);
        }
        return file;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    @Override
    public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
        return this;
    }

    @Override
    public Stream<String> getExecutorNames() {
        return Stream.of(NAME);
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
        return true;
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
        return this;
    }
}
