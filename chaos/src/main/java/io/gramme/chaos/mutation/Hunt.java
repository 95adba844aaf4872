package io.gramme.chaos.mutation;

import io.gramme.chaos.mutation.UnifiedDiff.DoesNotApply;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a mutation is looked for.
 *
 * @param kind with what
 * @param what the scenario's name, or a module, a slash, and the full name of a test class in it, and of one of its tests
 *     after a #
 */
record Hunt(Kind kind, String what) {
    /** With what to look. */
    enum Kind {
        /** A scenario of the simulator, seed after seed. */
        SCENARIO,
        /** A test class of a module, or one test of it, run once. */
        TEST
    }

    static Hunt parse(String text) throws DoesNotApply {
        List<String> words = List.of(text.trim().split(" +"));
        if (words.size() == 2 && words.get(0).equals("scenario")) {
            return new Hunt(Kind.SCENARIO, words.get(1));
        }
        if (words.size() == 2 && words.get(0).equals("test") && words.get(1).contains("/")) {
            return new Hunt(Kind.TEST, words.get(1));
        }
        throw new DoesNotApply("\"" + text + "\" is neither \"scenario NAME\" nor \"test MODULE/CLASS\"");
    }

    /** The test's source, from the root of the sources. */
    String sourceOfTest() {
        int slash = what.indexOf('/');
        String test = what.substring(slash + 1).replaceFirst("#.*", "");
        return what.substring(0, slash) + "/src/test/java/" + test.replace('.', '/') + ".java";
    }

    /** Where its process runs: tests look for their files from their module's directory. */
    Path directory(Path root) {
        return kind == Kind.TEST ? root.resolve(what.substring(0, what.indexOf('/'))) : root;
    }

    @Override
    public String toString() {
        return kind == Kind.SCENARIO ? what : what.substring(what.lastIndexOf('.') + 1);
    }
}
