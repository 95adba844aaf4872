package io.gramme.chaos.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The child process of a hunt by a module's own test class: runs it once and prints a {@link Catch} line. */
public final class TestHuntMain {
    private TestHuntMain() {}

    /** Arguments: the module, a slash and the full name of the test class, and of one of its tests after a #. */
    public static void main(String[] arguments) {
        String test = arguments[0].substring(arguments[0].indexOf('/') + 1);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(test.contains("#") ? selectMethod(test) : selectClass(test))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        System.out.println(toCatch(summary).toLine());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static Catch toCatch(TestExecutionSummary summary) {
        if (summary.getTestsFoundCount() == 0) {
            throw new IllegalStateException("no test was found");
        }
        List<TestExecutionSummary.Failure> failures = summary.getFailures();
        if (failures.isEmpty()) {
            return Catch.green(summary.getTestsFoundCount());
        }
        TestExecutionSummary.Failure first = failures.get(0);
        String said = first.getTestIdentifier().getDisplayName() + " "
                + String.valueOf(first.getException().getMessage()).strip();
        return Catch.red(summary.getTestsFoundCount(), 0, said);
    }
}
