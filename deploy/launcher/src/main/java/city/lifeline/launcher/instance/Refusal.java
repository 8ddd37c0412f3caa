package city.lifeline.launcher.instance;

import java.util.List;

/** Why a command does not go on: whole sentences for the person who gave it. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> sentences;

    public Refusal(List<String> sentences) {
        super(String.join("\n", sentences));
        this.sentences = List.copyOf(sentences);
    }

    public Refusal(String sentence) {
        this(List.of(sentence));
    }

    public List<String> sentences() {
        return sentences;
    }
}
