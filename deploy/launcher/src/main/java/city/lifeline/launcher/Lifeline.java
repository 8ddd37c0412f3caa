package city.lifeline.launcher;

import city.lifeline.launcher.backup.BackupCommand;
import city.lifeline.launcher.backup.RestoreCommand;
import city.lifeline.launcher.compare.CompareCommand;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.evaluate.EvaluateCommand;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.prove.ProveCommand;
import city.lifeline.launcher.record.RecordCommand;
import city.lifeline.launcher.replay.ReplayCommand;
import city.lifeline.model.settings.InvalidSettingsException;
import java.time.Clock;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code lifeline} command. */
@Command(
        name = "lifeline",
        mixinStandardHelpOptions = true,
        version = "Lifeline " + Lifeline.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        description = "Watches a city's lifelines and warns of what goes wrong.",
        footer = {"", "'lifeline COMMAND --help' tells more about a command."})
public final class Lifeline implements Runnable {

    static {
        // Under a name of its own: other modules are on the class path too.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-launcher.xml");
        }
    }

    static final String VERSION = "0.1.0";

    @Spec private CommandSpec spec = CommandSpec.create();

    private Lifeline() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(Terminal.ofThisProcess(), Clock.systemUTC()).execute(arguments));
    }

    static CommandLine commandLine(Terminal terminal, InstantSource clock) {
        CommandLine commandLine = new CommandLine(new Lifeline());
        commandLine.addSubcommand(new UpCommand(terminal, clock));
        commandLine.addSubcommand(new StatusCommand(terminal));
        commandLine.addSubcommand(new BackupCommand(VERSION, terminal, clock));
        commandLine.addSubcommand(new RestoreCommand(VERSION, terminal));
        commandLine.addSubcommand(new WarningsCommand(terminal));
        commandLine.addSubcommand(new GatewaysCommand(terminal));
        CommandLine letters = new CommandLine(new DeadLettersCommand());
        letters.addSubcommand(new DeadLettersCommand.ListLetters(terminal, clock));
        letters.addSubcommand(new DeadLettersCommand.Show(terminal));
        letters.addSubcommand(new DeadLettersCommand.Replay(terminal, clock));
        commandLine.addSubcommand(letters);
        commandLine.addSubcommand(PeopleCommands.people(terminal));
        commandLine.addSubcommand(PeopleCommands.roster(terminal));
        commandLine.addSubcommand(PeopleCommands.notifications(terminal));
        commandLine.addSubcommand(AuditCommand.commandLine(terminal));
        commandLine.addSubcommand(ReplayCommand.commandLine(terminal, clock));
        commandLine.addSubcommand(new BacktestCommand(terminal, clock));
        commandLine.addSubcommand(new RecordCommand(terminal, clock));
        commandLine.addSubcommand(new BenchCommand(terminal, clock));
        commandLine.addSubcommand(new ProveCommand(terminal));
        CommandLine rules = new CommandLine(new RulesCommand());
        rules.addSubcommand(new RulesCommand.Check(terminal));
        rules.addSubcommand(new RulesCommand.Diff(terminal));
        rules.addSubcommand(new RulesCommand.Apply(terminal));
        commandLine.addSubcommand(rules);
        CommandLine scenario = new CommandLine(new ScenarioCommand());
        scenario.addSubcommand(new ScenarioCommand.ListScenarios(terminal));
        scenario.addSubcommand(new ScenarioCommand.Run(terminal));
        commandLine.addSubcommand(scenario);
        CommandLine city = new CommandLine(new CityCommand());
        city.addSubcommand(new CityCommand.Generate(terminal));
        commandLine.addSubcommand(city);
        commandLine.addSubcommand(new EvaluateCommand(terminal, clock));
        commandLine.addSubcommand(new CompareCommand(terminal, clock));
        commandLine.addSubcommand(PkiCommand.commandLine(terminal, clock));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setExecutionExceptionHandler(Lifeline::explain);
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private static int explain(Exception fault, CommandLine command, Object parsed) {
        if (fault instanceof Refusal refusal) {
            refusal.sentences().forEach(command.getErr()::println);
        } else if (fault instanceof InvalidSettingsException invalid) {
            invalid.faults().forEach(command.getErr()::println);
        } else {
            command.getErr().println("Lifeline met a fault it did not expect; please report it:");
            fault.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
