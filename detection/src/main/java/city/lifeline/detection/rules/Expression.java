package city.lifeline.detection.rules;

import com.google.common.collect.ImmutableList;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A condition over named numbers, in CEL. It has comparisons, arithmetic and logic only: no lists,
 * no texts, no macros and no functions, so that it costs no more than its length. Whole numbers are
 * numbers like others. Immutable; equal where the text is.
 */
public final class Expression {

    /** Longest text. */
    static final int MOST_CHARACTERS = 500;

    private static final int DEEPEST = 32;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(MOST_CHARACTERS)
                    .maxParseRecursionDepth(DEEPEST)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();

    private static final CelStandardDeclarations KNOWN =
            CelStandardDeclarations.newBuilder()
                    .includeFunctions(
                            StandardFunction.CONDITIONAL,
                            StandardFunction.LOGICAL_NOT,
                            StandardFunction.LOGICAL_OR,
                            StandardFunction.LOGICAL_AND,
                            StandardFunction.EQUALS,
                            StandardFunction.NOT_EQUALS,
                            StandardFunction.ADD,
                            StandardFunction.SUBTRACT,
                            StandardFunction.MULTIPLY,
                            StandardFunction.DIVIDE,
                            StandardFunction.NEGATE,
                            StandardFunction.LESS,
                            StandardFunction.LESS_EQUALS,
                            StandardFunction.GREATER,
                            StandardFunction.GREATER_EQUALS)
                    .build();

    /** Made when the first rule needs it: that takes a second. */
    private static final class Programs {
        private static final CelRuntime RUNTIME =
                CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();
    }

    private final String text;
    private final Set<String> names;
    private final CelRuntime.Program program;

    private Expression(String text, Set<String> names, CelRuntime.Program program) {
        this.text = text;
        this.names = Set.copyOf(names);
        this.program = program;
    }

    /** A text that is no condition over the names; the message says why, in CEL's words. */
    static final class FaultyException extends Exception {

        private static final long serialVersionUID = 1L;

        FaultyException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Checks a text and compiles it.
     *
     * @param inputs numbers that it may be about, such as {@code pressure}; and what is registered
     *     with their points, such as {@code pressure.setPoint}
     * @param constants names that stand for a number, unless an input is called so
     */
    static Expression compile(String text, Collection<String> inputs, Map<String, Double> constants)
            throws FaultyException {
        try {
            CelAbstractSyntaxTree written = ast(compiler(Set.of()).parse(text), Map.of());
            CelMutableAst parsed = CelMutableAst.fromCelAst(written);
            Set<String> names = new TreeSet<>(inputs);
            simplify(parsed.expr(), inputs, constants, names);
            CelAbstractSyntaxTree checked =
                    ast(
                            compiler(names).check(parsed.toParsedAst()),
                            written.getSource().getPositionsMap());
            Set<String> used = new TreeSet<>();
            for (CelReference reference : checked.getReferenceMap().values()) {
                if (reference.overloadIds().isEmpty()) {
                    used.add(reference.name());
                }
            }
            return new Expression(text, used, Programs.RUNTIME.createProgram(checked));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new FaultyException(String.valueOf(e.getMessage()), e);
        }
    }

    private static CelCompiler compiler(Set<String> names) {
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(OPTIONS)
                        .setStandardEnvironmentEnabled(false)
                        .setStandardDeclarations(KNOWN)
                        .setResultType(SimpleType.BOOL);
        names.forEach(name -> builder.addVar(name, SimpleType.DOUBLE));
        return builder.build();
    }

    /**
     * What CEL made of the text.
     *
     * @param positions in the text, by expression, where the result does not know them itself
     */
    private static CelAbstractSyntaxTree ast(
            CelValidationResult result, Map<Long, Integer> positions)
            throws FaultyException, CelValidationException {
        if (!result.hasError()) {
            return result.getAst();
        }
        ImmutableList<CelIssue> errors = result.getErrors();
        if (errors.isEmpty()) {
            throw new FaultyException(result.getErrorString().strip(), null);
        }
        CelIssue first = errors.get(0);
        String message =
                first.getMessage().replaceAll("\\s+", " ").replace(" (in container '')", "");
        message = message.replaceAll(" (\\(candidates: |expecting \\{).*", "");
        int position =
                positions.getOrDefault(first.getExprId(), first.getSourceLocation().getColumn());
        throw new FaultyException(
                "at character %d: %s".formatted(position + 1, message.replace("double", "number")),
                null);
    }

    /**
     * Makes whole numbers numbers, and the names of constants, refuses what is neither number, name
     * nor operator, and collects the names of registered values.
     */
    private static void simplify(
            CelMutableExpr expr,
            Collection<String> inputs,
            Map<String, Double> constants,
            Set<String> names)
            throws FaultyException {
        switch (expr.getKind()) {
            case CONSTANT -> {
                CelConstant constant = expr.constant();
                switch (constant.getKind()) {
                    case INT64_VALUE ->
                            expr.setConstant(CelConstant.ofValue((double) constant.int64Value()));
                    case DOUBLE_VALUE, BOOLEAN_VALUE -> {}
                    default ->
                            throw new FaultyException(
                                    "holds something other than numbers, true and false", null);
                }
            }
            case CALL -> {
                if (expr.call().target().isPresent()) {
                    simplify(expr.call().target().get(), inputs, constants, names);
                }
                for (CelMutableExpr argument : expr.call().args()) {
                    simplify(argument, inputs, constants, names);
                }
            }
            case SELECT -> {
                CelMutableExpr of = expr.select().operand();
                if (of.getKind() == CelExpr.ExprKind.Kind.IDENT
                        && inputs.contains(of.ident().name())) {
                    names.add(of.ident().name() + '.' + expr.select().field());
                }
                simplify(of, inputs, constants, names);
            }
            case IDENT -> {
                String name = expr.ident().name();
                Double constant = constants.get(name);
                if (constant != null && !inputs.contains(name)) {
                    expr.setConstant(CelConstant.ofValue((double) constant));
                }
            }
            default ->
                    throw new FaultyException(
                            "holds a list or a map: there are numbers only", null);
        }
    }

    /** As the rule has it. */
    public String text() {
        return text;
    }

    /** What it is about. */
    public Set<String> names() {
        return names;
    }

    /**
     * Whether it is so.
     *
     * @param known numbers by name; one that is not here is unknown
     * @return null if that depends on something unknown: {@code a || b} does not where {@code a} is
     *     true
     */
    public @Nullable Boolean evaluate(Map<String, Double> known) {
        try {
            return (Boolean) program.eval(name -> Optional.ofNullable(known.get(name)));
        } catch (CelEvaluationException e) {
            // The type check leaves no other reason than a number that is not known.
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
