package io.drey.operations.kubernetes;

import io.drey.operations.OperationException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kubectl's refusals mean, and what can be done about them. */
final class KubectlErrors {

    private static final Pattern LOG_LINE = Pattern.compile("[EWIF]\\d{4} .*");
    private static final Pattern CONTEXT = Pattern.compile("context was not found|context \"[^\"]*\" does not exist");
    private static final Pattern NAMESPACE = Pattern.compile("namespaces \"([^\"]+)\" not found");

    private KubectlErrors() {}

    /** The error of what kubectl wrote. */
    static OperationException meaning(String written) {
        List<String> lines = written.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !LOG_LINE.matcher(line).matches() && !line.startsWith("Warning:"))
                .toList();
        String said = lines.isEmpty() ? written.strip() : String.join(" ", lines);
        if (said.contains("the server doesn't have a resource type \"flink")
                || said.contains("no matches for kind \"Flink")) {
            return OperationException.failure(
                    "this Kubernetes knows no FlinkDeployment: install the Flink Kubernetes operator there (docs/deploy.md), or name another cluster with --context");
        }
        Matcher namespace = NAMESPACE.matcher(said);
        if (namespace.find()) {
            return OperationException.failure(
                    "there is no namespace %s: make it with 'kubectl create namespace %s', or name another with --namespace"
                            .formatted(namespace.group(1), namespace.group(1)));
        }
        if (said.contains("(Forbidden)")) {
            return OperationException.failure(
                    "Kubernetes refuses: %s; have the right given to you ('kubectl auth can-i --list' shows those you have), or name another context with --context"
                            .formatted(afterColon(said)));
        }
        if (said.contains("(Unauthorized)") || said.contains("must be logged in")) {
            return OperationException.failure(
                    "Kubernetes does not know you (%s): log in again, or name another context with --context"
                            .formatted(afterColon(said)));
        }
        if (CONTEXT.matcher(said).find()) {
            return OperationException.usage(
                    "kubectl has no such context (%s): 'kubectl config get-contexts' shows those it has"
                            .formatted(afterColon(said)));
        }
        if (said.contains("connection to the server") || said.contains("Unable to connect to the server")) {
            return OperationException.failure(
                    "the server of Kubernetes does not answer (%s): check 'kubectl config current-context', or name another with --context"
                            .formatted(said));
        }
        return OperationException.failure("kubectl: " + (said.isEmpty() ? "it failed and says nothing" : said));
    }

    private static String afterColon(String line) {
        int colon = line.indexOf(": ");
        return colon < 0 ? line : line.substring(colon + 2);
    }
}
