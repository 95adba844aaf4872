package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at this machine and, if one answers, at the cluster. */
@Command(
        name = "doctor",
        description = {
            "Looks at this machine (open files, disk, fsync, ports) and at the cluster, if one answers:",
            "quorum, versions, clocks, hints. Exit code 10 when something is broken."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Tool tool;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where data would lie (default: ~/.gramme).")
    Path directory = Home.directory();

    @Option(names = "--machine-only", description = "Asks no node.")
    boolean machineOnly;

    DoctorCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>(new MachineChecks(directory).all());
        if (!machineOnly) {
            findings.addAll(cluster());
        }
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("findings");
        TextTable table = new TextTable("CHECK", "VERDICT", "FOUND");
        boolean broken = false;
        for (Finding finding : findings) {
            all.add(finding.document());
            table.row(finding.check(), finding.verdict().text(), finding.detail());
            broken |= finding.verdict() == Finding.Verdict.FAIL;
        }
        tool.console().document(document, table::text);
        for (Finding finding : findings) {
            if (!finding.advice().isEmpty()) {
                tool.console().next(finding.check() + ": " + finding.advice());
            }
        }
        return broken ? ExitCodes.UNHEALTHY : ExitCodes.OK;
    }

    private List<Finding> cluster() {
        try {
            return new ClusterChecks(ClusterPeek.of(tool)).all();
        } catch (ToolFailure silent) {
            boolean asked = !tool.endpoints.isEmpty() || tool.profile != null;
            if (asked) {
                return List.of(Finding.fail("cluster", String.valueOf(silent.getMessage()), "check -e and --admin"));
            }
            int taken = LocalPorts.taken(LocalPorts.DEFAULT_BASE, 1);
            return List.of(
                    Finding.ok("cluster", "none answers here"),
                    taken == 0
                            ? Finding.ok("ports", "7070 to 7072 are free")
                            : Finding.warn("ports", "port " + taken + " is in use", "gramme local up --base-port"));
        }
    }
}
