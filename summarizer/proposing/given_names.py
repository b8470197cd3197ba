"""Common given names that tell a man from a woman, for "he" and "she"; names that tell neither are left out."""

from __future__ import annotations

from summarizer.proposing.cues import words

__all__ = ["FEMALE", "GIVEN", "MALE"]

MALE = words(
    """aaron abdul abdullah abraham adam adolf ahmad ahmed alan albert alberto alejandro aleksandr alex alexander
    alexandre alexei alfred ali allan allen ambrose amir anatoly anders andrea andreas andrei andres andrew andy
    angus anthony antoine anton antonio antony aras arnold arthur ashraf asif augustin barack barry bart bashar
    ben benedict benjamin bernard bernd bernie bertrand bill billy björn bob bobby boris brad bradley brandon
    brendan brett brian bruce bruno bryan carl carlos cedric cesar chad charles charlie chris christian christoph
    christophe christopher chuck claude clarence claus clayton clint clive colin connor corey craig curtis cyril
    dale damian damien dan daniel danny dave david dean denis dennis derek diego dieter dietmar dimitri dirk
    dmitri dmitry dominic dominik dominique don donald doug douglas duncan dustin dwight earl ed eddie edgar
    eduardo edward edwin elias elon emile emilio emmanuel enrique eric erich erik ernest ernst eugene evan fabian
    fabien fabio felipe felix ferdinand fernando filippo florian francesco francis francisco francois françois
    frank franklin franz fred frederic frédéric frederick friedrich gabriel gareth garry gary geoff geoffrey georg
    george georges gerald gerard gérard gerhard gilbert gilles giovanni giorgio giuseppe glenn gordon graham greg
    gregory guillaume günter günther gustav guy hamid hamza hans harald harold harry harvey hasan hassan heinrich
    heinz helmut henri henrik henry herbert herman hermann horst howard hubert hugh hugo hussein ian ibrahim igor
    imran ingo isaac ivan jack jackson jacob jacques jaime jake jakob james jan janos jared jason javier jay jean
    jed jeff jeffrey jens jeremy jerome jérôme jerry jesse jesus jim jimmy joachim joao joe joel johan johann
    johannes john johnny jon jonas jonathan jordan jorge jose josé josef joseph josh joshua josep joško juan
    juergen julian julien julius jürgen justin karim karl kaspar keir keith ken kenneth kevin khalid klaus kofi
    konrad konstantin kurt kyle larry lars laurent lawrence lee leo leon leonard leonid leopold leroy leslie
    lester lewis lindsey lionel lloyd lorenzo lothar louis luc luca lucas luigi luis luiz lukas luke magnus
    mahmoud malcolm malik manfred manuel marc marcel marco marcos marcus mario marius mark marko markus marshall
    martin marvin massimo mathieu matt matteo matthew matthias matthieu maurice mauricio max maxim maxime
    maximilian mehmet michael michel mick miguel mihai mike mikhail milos mitch mitchell mitt mohamed mohammad
    mohammed moritz morris moses muhammad mustafa narendra nathan neil nelson nicholas nick nicolas nicolás nigel
    nikita niklas nikola nikolai nils noah noel norbert norman olaf oleg oliver olivier omar oscar oskar oswald
    otto owen pablo pascal pat patrick patrice paul paulo pavel pedro pete peter petr philip philipp philippe
    phillip pierre pieter pyotr quentin rafael rahm rahul rainer ralf ralph ramon rand randy raphael rashid raul
    ray raymond recep reinhard rené ricardo richard rick rob robert roberto robin rod rodney rodrigo roger roland
    rolf roman ronald ron ross roy ruben rudolf rudolph rupert russell ryan salman salvador sam samuel scott sean
    sebastian sébastien serge sergei sergey sergio seth shane shaun shinzo sidney siegfried simon stanislav
    stanley stefan stefano stephan stéphane stephen steve steven stuart sven tarek ted terrence terry thaddeus
    theo theodor theodore thierry thomas thorsten tim timothy tobias tod todd tom tomas tommy tony torsten travis
    trevor tyler ulrich uwe valery vasily victor viktor vince vincent vincenzo vitali vitaly vladimir volker
    volodymyr wade walter warren wayne werner wes wilhelm will willem william willy winston wolfgang wolf xavier
    xi yann yannick yuri yusuf yves yvan zachary"""
)

FEMALE = words(
    """abigail adriana agatha agnes agnès aisha alexandra alexandria alice alicia aline alison allison amanda amelia
    amélie amina amy ana anastasia andrée angela angelina angelika anita anja ann anna annalena anne annegret
    annette annie antoinette antonia april astrid aurélie aurore ava barbara beate beatrice béatrice beatriz
    benazir bernadette beth bettina betty beverly birgit brenda bridget brigitte brittany camilla camille carla
    carly carmen carol carole carolina caroline carolyn catherine cathy cecile cécile cecilia chantal charlotte
    chelsea cheryl chloe christa christiane christina christine cindy claire clara claudia clementine colleen
    condoleezza connie constance corinne cornelia cristina cynthia dagmar daniela danielle daphne deborah debbie
    debra delphine denise diana diane dilma dolores donna dora doris dorothea dorothy edith eileen elaine eleanor
    elena elisa elisabeth élisabeth elise élise elizabeth ella ellen elsa elvira emilia emilie émilie emily emma
    erika erin esther ethel eugenia eva eve evelyn fatima fatma fiona flora florence frances franziska françoise
    frauke gabriela gabriele gabrielle gail geneviève georgia germaine gertrude gina giorgia gisela gisèle giulia
    glenda gloria grace greta gudrun gwen hannah hanna heather heidi heike helen helena helene hélène henrietta
    hilary hilda hillary huma ida ilona ilse inga inge ingrid irene irina iris irma isabel isabella isabelle
    ivanka jacinda jacqueline jana jane janet janice jasmine jeanne jeannette jennifer jenny jessica jill jo joan
    joanna joanne johanna josephine joséphine joyce juanita judith judy julia juliana julie juliette june justine
    kamala karen karin karla karoline kate katharina katherine kathleen kathryn kathy katie katja katrin kayleigh
    kellyanne kerstin khadija kimberly kirsten kristen kristina larisa laura lauren laurence leila lena leonie
    leslie leticia lily linda lisa liz loretta lori louise lucia lucie lucy ludmila luise luisa lydia lynn mabel
    madeleine madeline maggie magdalena malala malia manon manuela margaret margarete margarita margot marguerite
    maria mariam marian marianne marie marilyn marina marine marion marissa marjorie marlene marta martha martina
    mary mathilde maud maureen maxine megan meghan melania melanie mélanie melinda melissa mercedes meredith mette
    michaela michele michelle miriam molly mona monica monika monique muriel myriam nadia nadine nancy naomi
    natalia natalie natasha nathalie nicola nicole nina nora norma nikki odile olga olivia pamela patricia patty
    paula pauline peggy penelope petra phyllis priscilla priti rachel ramona raquel rebecca regina regine renate
    renée rhonda rita roberta rosa rosalind rose rosemary roxanne ruth sabine sabrina sally samantha sandra sanna
    sara sarah sasha segolene ségolène serena shannon sharon sheila shirley silke silvia simone sofia solange
    sonia sonja sophia sophie stefanie stella stephanie stéphanie sue summer susan susanna susanne suzanne
    svetlana sylvia sylvie tamara tania tanja tara tatiana teresa thea theresa thérèse tiffany tina tracy ulrike
    ursula ute valentina valerie valérie vanessa vera veronica veronika véronique victoria viktoria viola violet
    virginia virginie viviane wanda wendy whitney wilhelmina yasmin yolanda yulia yvette yvonne zoe zoé"""
) - words("leslie")

GIVEN = FEMALE | MALE
