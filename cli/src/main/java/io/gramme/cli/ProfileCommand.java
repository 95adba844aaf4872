package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Named clusters. */
@Command(name = "profile", description = "Names for clusters: where they are and which token opens them.")
final class ProfileCommand {
    private final Tool tool;

    ProfileCommand(Tool tool) {
        this.tool = tool;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Command(name = "list", description = "The profiles; a star marks the one in use.")
    int list() {
        Profiles profiles = Profiles.open();
        ObjectNode document = Json.object();
        ArrayNode all = document.putArray("profiles");
        TextTable table = new TextTable("PROFILE", "ENDPOINTS", "ADMIN", "TOKEN FILE");
        for (String name : profiles.names()) {
            boolean used = name.equals(profiles.current());
            ObjectNode one = all.addObject().put("name", name).put("inUse", used);
            Profiles.SETTINGS.forEach(setting -> one.put(setting, profiles.setting(name, setting)));
            table.row(
                    used ? name + " *" : name,
                    shown(profiles, name, "endpoints"),
                    shown(profiles, name, "admin"),
                    shown(profiles, name, "token-file"));
        }
        tool.console().document(document, table::text);
        if (all.isEmpty()) {
            tool.console().next("gramme profile set NAME endpoints=URL,URL");
        }
        return ExitCodes.OK;
    }

    private static String shown(Profiles profiles, String name, String setting) {
        String value = profiles.setting(name, setting);
        return value == null ? "-" : value;
    }

    @Command(name = "use", description = "Uses a profile from now on; - uses none.")
    int use(@Parameters(paramLabel = "NAME", description = "The profile.") String name) {
        Profiles profiles = Profiles.open();
        profiles.use(name.equals("-") ? null : profiles.chosen(name).orElse(null));
        profiles.save();
        tool.console().done(name.equals("-") ? "no profile is in use" : "profile " + name + " is in use");
        return ExitCodes.OK;
    }

    @Command(name = "set", description = "Makes or changes a profile; an empty VALUE takes a setting away.")
    int set(
            @Parameters(index = "0", paramLabel = "NAME", description = "The profile.") String name,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "SETTING=VALUE",
                            description = "endpoints, admin or token-file.")
                    List<String> settings) {
        if (!name.matches("[A-Za-z0-9_-]+") || name.equals("-")) {
            throw new ToolFailure(ExitCodes.USAGE, "a profile's name has letters, digits, - and _ only");
        }
        Profiles profiles = Profiles.open();
        for (String setting : settings) {
            int sign = setting.indexOf('=');
            String key = sign < 0 ? setting : setting.substring(0, sign);
            if (sign < 0 || !Profiles.SETTINGS.contains(key)) {
                throw new ToolFailure(
                        ExitCodes.USAGE, "'" + setting + "' is none of endpoints=, admin= and token-file=");
            }
            String value = setting.substring(sign + 1);
            if (key.equals("endpoints") && !value.isEmpty()) {
                List.of(value.split(",", -1)).forEach(Target::base);
            }
            profiles.set(name, key, value);
        }
        profiles.save();
        tool.console().done("profile " + name + " is kept");
        tool.console().next("gramme profile use " + name);
        return ExitCodes.OK;
    }

    @Command(name = "delete", description = "Forgets a profile.")
    int delete(@Parameters(paramLabel = "NAME", description = "The profile.") String name) {
        Profiles profiles = Profiles.open();
        profiles.chosen(name);
        profiles.delete(name);
        profiles.save();
        tool.console().done("profile " + name + " is forgotten");
        return ExitCodes.OK;
    }
}
