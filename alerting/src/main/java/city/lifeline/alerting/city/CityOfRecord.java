package city.lifeline.alerting.city;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.registry.Registry;

/**
 * What is installed and which rules are in force.
 *
 * @param rules compiled from {@code ruleFiles}
 */
public record CityOfRecord(Registry registry, RuleSet rules, RuleFiles ruleFiles) {}
