package dev.mneme.task.instructions;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@link Sentences} knows of English, in lower case. */
final class EnglishWords {

  /**
   * Written with a full stop that mostly does not end a sentence. Not here, as NLTK's model does
   * not have them either: e.g., i.e., etc., no.
   */
  static final Set<String> ABBREVIATIONS =
      words(
          """
          mr mrs ms messrs dr prof gen sen rep reps st jr sr lt col maj adm mg bros
          inc corp co cos ltd cie ave ft vs ct a.m p.m ph.d m.b.a d.c
          u.s u.k u.n u.s.a u.s.s.r n.y n.j n.h n.c s.c n.d n.m w.va
          jan feb aug sep sept oct nov dec tues wed fri
          ala ariz calif colo conn fla ga ill kan ky mich minn nev okla ore pa tenn va vt wash wis
          c d e f g h k l m n p r s t v w j.k j.r j.p j.j r.j
          """);

  /** With a capital letter, these begin a sentence: else they are not written with one. */
  static final Set<String> STARTERS =
      words(
          """
          above according afterwards almost along already although always among anyone anything
          anyway apparently ask become begin behind being besides better between beyond both but
          call certainly check choose compared consider considering create currently despite does
          done early either else enjoy enough especially even eventually ever except fewer finally
          following furthermore given going he hence her here hers herself him himself honestly
          however i if imagine importantly in include including indeed initially inside instead into
          it lately least likewise many meanwhile mine moreover most myself naturally nevertheless
          nonetheless nor note nothing okay onto otherwise ours overall particularly please
          previously probably put recently regardless remember sadly same seems similarly simply
          since slowly so some someone sometimes soon specifically still suddenly such surely team thank
          thanks the them thereafter there therefore these they this though through throughout thus
          together tomorrow towards try ultimately under unfortunately unless unlike upon us using
          very wait were when whenever whereas wherever whether which while whom within without yes
          yesterday yet your yourself
          """);

  /** Common words that are also found with a capital letter inside sentences, as in titles. */
  static final Set<String> ORDINARY =
      words(
          """
          a about across actually add additionally after again against ah all alone also
          alternatively am an and another any are around as at away back basically be because been
          before below best bring buy by can clearly come consequently could did do down due during
          each every everybody everyone everything few find first for former fortunately from
          further generally get give go good great had hall has have having hi his hopefully how is its
          itself just keep last later let like look make may maybe me might more much must my namely
          near nearly never new next no nobody none not notice now obviously of off often oh ok old
          on once one only or other others our out outside over perhaps rather read really run said
          say second secondly see several shall she should somebody something start stop sure take
          tell than that their then third those three to today tonight too toward two until up use
          used usually was we well what whatever where who whoever whose why will with work would
          write you yours
          """);

  private EnglishWords() {}

  private static Set<String> words(String lines) {
    return Pattern.compile("\\s+")
        .splitAsStream(lines.strip())
        .collect(Collectors.toUnmodifiableSet());
  }
}
