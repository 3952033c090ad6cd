package dev.mneme.app.study;

import dev.mneme.app.report.Table;
import dev.mneme.lab.claim.Claim;
import java.util.List;

/** What became of a paper's claims, as every study tells it. */
public record StudyClaims(List<Claim> claims) {

  public StudyClaims {
    claims = List.copyOf(claims);
  }

  /** How many hold, and what was found of the first. */
  public String verdict() {
    long holds = claims.stream().filter(claim -> claim.outcome() == Claim.Outcome.HOLDS).count();
    long fails = claims.stream().filter(claim -> claim.outcome() == Claim.Outcome.FAILS).count();
    return "Of %d claims these runs bear out %d and contradict %d, and of %d they cannot tell. %s"
        .formatted(
            claims.size(),
            holds,
            fails,
            claims.size() - holds - fails,
            claims.getFirst().finding());
  }

  /** A row each. */
  public Table table(String caption) {
    return new Table(
        caption,
        List.of(
            Table.Column.words("Claim"),
            Table.Column.words("Here"),
            Table.Column.words("What was found")),
        claims.stream()
            .map(claim ->
                List.of(
                    Table.Cell.of(claim.says()),
                    Table.Cell.of(claim.outcome().words()),
                    Table.Cell.of(claim.finding())))
            .toList());
  }

  /** A line each, for the screen. */
  public List<String> lines() {
    return claims.stream()
        .map(claim -> "%s: %s %s".formatted(claim.outcome().words(), claim.says(), claim.finding()))
        .toList();
  }
}
