package io.gramme.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings' values, each from its text or its default. A text that cannot be read is a fault and keeps the default. */
final class Values {
    private final Map<String, RawValue> raw;
    private final List<Fault> faults;
    private final Map<String, Object> values = new HashMap<>();
    private final Set<String> faulty = new HashSet<>();

    Values(Map<String, RawValue> raw, List<Fault> faults) {
        this.raw = raw;
        this.faults = faults;
        for (Setting<?> setting : Schema.ALL) {
            values.put(setting.key(), read(setting));
        }
    }

    private Object read(Setting<?> setting) {
        RawValue given = raw.get(setting.key());
        if (given != null) {
            try {
                return setting.type().read().apply(given.text().strip());
            } catch (IllegalArgumentException | ArithmeticException wrong) {
                String shown = setting.secret() ? "***" : "\"" + given.text() + "\"";
                String more =
                        wrong instanceof ArithmeticException || wrong.getMessage() == null ? "" : wrong.getMessage();
                String problem = "must be " + setting.type().expected() + (more.isEmpty() ? "" : "; " + more);
                fault(setting, shown, given.origin(), problem);
            }
        }
        return setting.type().read().apply(setting.standard());
    }

    private void fault(Setting<?> setting, String shown, String origin, String problem) {
        faulty.add(setting.key());
        faults.add(new Fault(setting.key(), shown, origin, problem));
    }

    /** The value; its class is what the setting's type made. */
    @SuppressWarnings("unchecked")
    <T> T get(Setting<T> setting) {
        Object value = values.get(setting.key());
        if (value == null) {
            throw new IllegalStateException("setting " + setting.key() + " is not in the schema");
        }
        return (T) value;
    }

    /** True if all of them could be read, so that a check across them means something. */
    boolean readable(Setting<?>... settings) {
        for (Setting<?> setting : settings) {
            if (faulty.contains(setting.key())) {
                return false;
            }
        }
        return true;
    }

    boolean isSet(Setting<?> setting) {
        RawValue given = raw.get(setting.key());
        return given != null && !given.text().isBlank();
    }

    /** A fault of a setting's value in the light of others. */
    void refuse(Setting<?> setting, String problem) {
        RawValue given = raw.get(setting.key());
        String text = given == null ? setting.standard() : given.text();
        fault(
                setting,
                setting.secret() ? "***" : "\"" + text + "\"",
                given == null ? "default" : given.origin(),
                problem);
    }

    /** Every setting with text and origin, in the schema's order. */
    List<ConfigResult.Shown> shown() {
        List<ConfigResult.Shown> shown = new ArrayList<>();
        for (Setting<?> setting : Schema.ALL) {
            RawValue given = raw.getOrDefault(setting.key(), new RawValue(setting.standard(), "default"));
            boolean hide = setting.secret() && !given.text().isBlank();
            shown.add(new ConfigResult.Shown(
                    setting.key(), hide ? "***" : given.text().strip(), given.origin()));
        }
        return shown;
    }
}
