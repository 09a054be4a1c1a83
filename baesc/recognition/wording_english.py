"""What people say in English when they ask for a change of specs."""

from baesc.recognition.wording import Wording, dropped, listed, meaning

_CLOSED = """
    a an the this that these those which who whose and or but nor not no never none only without
    except unless if when while before after then between with within of to from into onto in on
    at by for as than per via through over under about is be was were been has have had do does
    did can could should would must may might will shall each every all any both some many
    several few most more less least belong it its they their them there where i we you
    your me us
"""

ENGLISH = Wording(
    language="en",
    signs=listed(
        _CLOSED
        + """
        please add create make build generate delete drop rename change modify update remove insert
        include manage managing named called required optional unique field fields entity entities
        relationship relation attribute link connect need want like thanks hello system don't can't
        are cannot mandatory string integer has
    """
    )
    - listed("a as no me do use is has"),
    openings=dropped("""
        please, kindly, hi, hello, hey, hi there, hello there, good morning, good afternoon, ok,
        okay, so, now, then, also, just, simply, actually, basically, finally, and, and then,
        can you, could you, would you, will you, can we, could we, can i, could i,
        could i ask you to, would you mind, would it be possible to, is it possible to,
        if possible, i want you to, i want to, i would like you to, i would like to,
        i'd like you to, i'd like to, i need you to, i need to, i wish to, i am going to,
        i'm going to, we need to, we want to, we would like to, we'd like to, you should,
        you need to, let's, let us, let me, help me to, help me, go ahead and, i am, i'm,
        we are, we're, it would be great if you could, thanks, thank you,
        pls, plz, would you be able to, would you please, i was wondering if you could,
        i would appreciate it if you could, i'd appreciate it if you could, do me a favor and,
        i'd love to, i would love to, i'd love you to, we'd love to, if you could,
        if you don't mind, thanks in advance, thank you in advance, thank you very much,
        when you have a moment, dear, going to, can you help me, could you help me, help me to,
        could you help me to, can you help me to, i'd need to, my goal is to, i have to, we have to
    """),
    soft=dropped("""
        so, now, then, also, just, simply, actually, basically, finally, and, i am, i'm, we are,
        we're, you should, help me, let me, dear, going to, i have to, we have to, ok, okay
    """),
    questions=listed("can could would will is"),
    closings=dropped("""
        please, thanks, thank you, thank you very much, thank you so much, many thanks,
        thanks a lot, too, as well, for me, for us, if possible, if you can, right now,
        right away, cheers, pls, plz, thx, ty,
        thanks in advance, thank you in advance, if you don't mind, when you have a moment,
        much appreciated, asap, immediately, if you could, and
    """),
    wishes=dropped("""
        i need, we need, i want, we want, i'd like, i would like, we'd like, we would like,
        i need to have, i want to have, i'd like to have, i would like to have, give me, get me
    """),
    verbs=meaning("""
        create: create,creates,creating,create me,build,building,build me,generate,generating
        create: generate me,develop,developing,set up,setup,setting up,construct,implement
        create: create for me,creation of,the creation of,build for me,spin up
        create: make a,make an,make me a,make me an,make a new,making a,making an,design a,design an
        add: add,adds,adding,append,appending,insert,inserting,include,including,put,putting
        remove: remove,removes,removing,delete,deletes,deleting,drop,dropping,erase,erasing
        remove: eliminate,eliminating,get rid of,take out,take away,discard,destroy
        change: change,changing,modify,modifying,alter,altering,update,updating,edit,editing
        rename: rename,renaming
        relate: relate,relating,link,linking,connect,connecting,associate,associating
        make: make,making
    """),
    denials=listed("do not never"),
    phrases=meaning("""
        and: &,as well as,and also,and then
        with: having,that has,that have,which has,which have,who has,who have,consisting of
        with field: with the following fields,with the following attributes,with following fields
        with field: with these fields,with the fields,with the following columns
        with: with the following,with these,composed of,made up of,with the details,with details
        can: should be able to,must be able to,is able to,are able to,be able to
        can not: can't,cannot,cant
        will not: won't
        do not: dont,does not,doesn't,doesnt,don't
        have: has
        is: are
        field: fields,attribute,attributes,column,columns
        entity: entities
        entity called: entity for,table for,table called,table named,entity with the name
        entity called: entity by the name of
        entity called: entity with name of,entity whose name is
        field called: field with the name,field by the name of,field whose name is
        relation: relations,relationship,relationships
        required: mandatory,obligatory,compulsory
        integer: int
        boolean: bool
        string: str
        email: e-mail
        emails: e-mails
        to: into,onto
        new: brand new
        many-to-many: many to many
        one-to-many: one to many
        many-to-one: many to one
        one-to-one: one to one
        belong: belongs
    """),
    articles=listed("a an the my our"),
    definite=listed("the"),
    few=listed("few little lot bit"),
    fresh=listed("new existing brand-new entire"),
    there=listed("existing entire"),
    plain=listed("simple basic small little nice web good online"),
    naming=dropped("called, named, titled"),
    systems=listed("system app application software program platform tool webapp solution crud"),
    purposes=listed("to for that which where"),
    tasks=meaning("""
        manage: manage,manages,managing,handle,handles,handling,administer,administers
        manage: administering,management of,will manage,can manage,oversee
        manage: i can manage,we can manage,you can manage,manage all,managing all,i manage
        manage: overseeing,oversees,look after,looks after,looking after,lets me manage
        manage: allows me to manage,lets us manage,allows us to manage,allows managing
        manage: helps me manage,helps manage,helps to manage,allows to manage,help me manage
        track: track,tracks,tracking,keep track of,keeps track of,keeping track of
        register: register,registers,registering,registration of
        control: control,controls,controlling,control of
        store: store,stores,storing
    """),
    management=listed("management"),
    closed=listed(_CLOSED),
    modifiers=listed("required optional unique nullable default"),
    create="create",
    add="add",
    remove="remove",
    edits=listed("add remove change"),
    also="and",
    added=listed("also please now then"),
    have="have",
    also_to=listed("a"),
    to="to",
    targets=listed("from of in on"),
    prepositions={
        "add": ("to", listed("in on")),
        "remove": ("from", listed("of in")),
        "relate": ("to", listed("with")),
        "rename": ("to", listed("as")),
    },
    having=listed("have can must should belong"),
    with_=listed("with"),
    system="system",
    field="field",
    entity="entity",
    relation="relation",
    through=listed("and of"),
)
