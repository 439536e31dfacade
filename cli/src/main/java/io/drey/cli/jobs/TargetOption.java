package io.drey.cli.jobs;

import io.drey.operations.OperationException;
import io.drey.operations.kubernetes.KubernetesCluster;
import io.drey.operations.kubernetes.Overlay;
import io.drey.operations.stack.Checkout;
import io.drey.operations.yarn.FlinkInstallation;
import io.drey.operations.yarn.YarnCluster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that say whether jobs are those of a cluster, or have clusters of their own on YARN or Kubernetes. */
final class TargetOption {

    /** Where jobs run. */
    enum Target {
        CLUSTER("cluster"),
        YARN("yarn-application"),
        KUBERNETES("kubernetes");

        private final String word;

        Target(String word) {
            this.word = word;
        }
    }

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "yarn-application takes each job as an application of its own on YARN, by the Flink and its"
                    + " configuration in FLINK_HOME; kubernetes as a FlinkDeployment of the Flink Kubernetes operator, by"
                    + " kubectl; cluster takes that of --flink (default: cluster).")
    private String target = Target.CLUSTER.word;

    @Option(
            names = "--flink-home",
            paramLabel = "DIR",
            description = "The Flink that submits to YARN (default: that of FLINK_HOME).")
    private Path flinkHome;

    @Option(
            names = "--overlay",
            paramLabel = "DIR",
            description = "The folder for kustomize that describes the jobs on Kubernetes: yours, above one of"
                    + " flink-conf/kubernetes (default: flink-conf/kubernetes/base, with examples for addresses).")
    private Path overlay;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "The namespace on Kubernetes (default: that of the overlay).")
    private String namespace;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The context of kubectl's configuration (default: its current one).")
    private String context;

    /**
     * Which it is.
     *
     * @throws OperationException if it is none, or options are another one's
     */
    Target target() {
        Target chosen = Arrays.stream(Target.values())
                .filter(each -> each.word.equals(target))
                .findFirst()
                .orElseThrow(() -> OperationException.usage("there is no target '%s': choose %s"
                        .formatted(
                                target,
                                Arrays.stream(Target.values())
                                        .map(each -> each.word)
                                        .collect(Collectors.joining(", ")))));
        boolean ofKubernetes = overlay != null || namespace != null || context != null;
        if (ofKubernetes && chosen != Target.KUBERNETES) {
            throw OperationException.usage(
                    "--overlay, --namespace and --context are those of --target %s".formatted(Target.KUBERNETES.word));
        }
        return chosen;
    }

    /** YARN, by the options that say where it is. */
    YarnCluster yarn(FlinkOption flink) {
        refuseCluster(flink, Target.YARN);
        return flink.yarn();
    }

    private static void refuseCluster(FlinkOption flink, Target chosen) {
        if (flink.isGiven()) {
            throw OperationException.usage("--target %s starts a cluster for each job, which leaves no room for --flink"
                    .formatted(chosen.word));
        }
    }

    /** The Flink that submits. */
    FlinkInstallation installation() {
        return FlinkInstallation.of(Optional.ofNullable(flinkHome), System.getenv());
    }

    /**
     * A namespace of Kubernetes.
     *
     * @param cluster asked by kubectl
     * @param overlay what describes the jobs
     */
    record Kubernetes(KubernetesCluster cluster, Overlay overlay) {}

    /** Kubernetes, by the options that say where it is and what describes the jobs. */
    Kubernetes kubernetes(FlinkOption flink) {
        refuseCluster(flink, Target.KUBERNETES);
        Overlay described = described();
        return new Kubernetes(namespace(described.namespace().orElse("default")), described);
    }

    /** The same where jobs are only asked about: their description is not needed where the namespace is named. */
    KubernetesCluster namespace(FlinkOption flink) {
        refuseCluster(flink, Target.KUBERNETES);
        return namespace != null ? namespace(namespace) : kubernetes(flink).cluster();
    }

    private KubernetesCluster namespace(String otherwise) {
        return new KubernetesCluster(
                Optional.ofNullable(context), Optional.ofNullable(namespace).orElse(otherwise));
    }

    private Overlay described() {
        return Overlay.of(overlay != null ? overlay : Checkout.home().resolve("flink-conf/kubernetes/base"));
    }

    /**
     * Refuses options that a target has no use for.
     *
     * @param given those that were given
     */
    void refuse(List<String> given, String why) {
        if (!given.isEmpty()) {
            throw OperationException.usage(
                    "--target %s leaves no room for %s: %s".formatted(target, String.join(", ", given), why));
        }
    }
}
