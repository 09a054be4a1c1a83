"""English."""

from baesc.recognition.symbols import Lexicon, phrases, table, words

ENGLISH = Lexicon(
    language="en",
    phrases=table("""
        CREATE: create,creates,creating,build,building,generate,generating,develop,implement
        CREATE: set up,define
        ADD: add,adds,adding,append,insert,include,put
        REMOVE: remove,removes,removing,delete,deleting,drop,erase,get rid of,take out
        RENAME: rename,renaming
        CHANGE: change,changing,modify,alter,update,edit,convert,set,turn
        MAKE: make,making
        RELATE: relate,link,connect,associate
        WANT: i need,we need,i want,we want,i would like,we would like,i'd like,we'd like
        WITH: with,having,that has,that have,which has,which have,who has,who have,containing
        WITH: consisting of
        ONLY: only,just
        WITHOUT: without,except,but,unless,besides,excluding,other than
        NOT: not,no longer,never,don't,dont,do not,doesn't,does not,isn't,is not,aren't,are not
        NOT: shouldn't,should not,can't,cannot,can not,must not,mustn't
        NO: no,none,neither,nor
        OR: or,either
        ORDER: before,after,when,while,if,then when,until,since
        QUANTITY: less,more,fewer,few,exactly,half
        QUANTITY: two,three,four,five,six,seven,eight,nine,ten,dozen,twice,positive,negative
        QUANTITY: non-negative,nonnegative,greater than,higher than,bigger than,larger than
        QUANTITY: lower than,smaller than,older than,longer than,shorter than,equal to
        IT: it,them,they,itself,everything,anything,something,nothing
        AND: and,as well as,and also,along with,plus
        TO: to,into,onto
        IN: in,on,at
        FROM: from
        OF: of
        FOR: for
        BETWEEN: between
        AS: as,as a,as an
        BY: by
        SYSTEM: system,application,app,web application,web app,webapp,program,software,platform
        SYSTEM: tool,database,crud
        MANAGE: management,manage,managing,manages,handle
        MANAGE: handling,track,tracking,keep track of,control
        MANAGE: controlling,register,registering,administer,store,storing
        THAT: that,which,who
        ENTITY: entity,entities,table,tables,model,models,resource,resources
        FIELD: field,fields,attribute,attributes,column,columns,property,properties
        FOLLOWING: following,these
        RELATION: relationship,relation,relationships,relations,association,reference,link to
        NAMED: named,called,titled,with the name,with name of,whose name is
        ART: a,an,the,some,both
        NEW: new,existing,current,another
        PLAIN: simple,basic,small,complete,full,little
        REQUIRED: required,mandatory,obligatory,compulsory,non-null,not null,not optional
        REQUIRED: necessary
        OPTIONAL: optional,not required,nullable,not mandatory,non-mandatory
        UNIQUE: unique
        NOTUNIQUE: not unique,non-unique
        INDEXED: indexed,index
        TYPE: type,datatype,data type,types
        T:string: string,str,varchar,short text
        T:text: text,long text,multiline text
        T:integer: integer,int,whole number,integers
        T:number: number,numeric
        T:float: float,double
        T:decimal: decimal,money,currency
        T:boolean: boolean,bool,yes/no,true/false,flag
        T:date: date
        T:time: time
        T:datetime: datetime,timestamp,date and time
        T:email: email,e-mail
        T:url: url
        T:uuid: uuid,guid
        T:enum: enum,enumeration,one of,choice of
        T:json: json
        DEFAULT: default,defaults to,by default,default value,defaulting to,initially
        VALUES: values,options
        MAX: max,maximum,at most,up to,no more than,not more than,maximum of,max length
        MAX: maximum length
        MIN: min,minimum,at least,no less than,not less than,minimum of,min length,minimum length
        CHARS: characters,character,chars,letters
        HAVE: have,has,having got,contain,contains,own,owns
        CAN: can,could,may,should be able to,must be able to,is able to,are able to
        CAN: will be able to,might,can optionally
        MUST: should,must,shall,will,needs to,need to,has to,have to
        BE: be,is,are,become,becomes
        BELONG: belong to,belongs to,belonging to
        EACH: each,every,all,any
        MANY: many,several,multiple,various,lots of,a list of,one or more,zero or more
        MANY: any number of,a number of,more than one
        ONE: one,single,exactly one,only one,just one,a single,one single
        KIND:many_to_many: many-to-many,many to many,n:n,n-n,m:n,n to n
        KIND:one_to_many: one-to-many,one to many,1:n,1-n
        KIND:many_to_one: many-to-one,many to one,n:1,n-1
        KIND:one_to_one: one-to-one,one to one,1:1,1-1
        REQUIREMENTS: requirements,requirement,details
        USING: using,use,based on,built with,in python
        ITS: its,their,his,her
    """),
    openings=phrases("""
        please,kindly,hi,hello,hey,ok,okay,so,now,then,next,also,just,simply,finally,first,can you,
        could you,would you,will you,can we,i want you to,i want to,i would like you to,
        i would like to,i'd like you to,i'd like to,i need you to,i need to,we need to,we want to,
        we would like to,let's,let us,go ahead and,help me,hi there,hello there,you should,you must,
        could you please,can you please
    """),
    closings=phrases("""
        please,thanks,thank you,thanks a lot,thank you very much,too,as well,for me,for us
    """),
    promises=words("""
        use using best practices practice structuring structured simple small python web
        application app framework fastapi sqlite streamlit sqlalchemy pydantic database db
        persistence persistent persist store stored storage api rest restful return
        returns json responses response schema created create automatically automatic on
        startup start update updated include new table tables field fields column columns
        entity entities support this relationship relation migration migrations preserve
        preserves preserving keep keeps existing data rows should must be a an the to for
        with and in of you it its your code clean well good backend frontend ui interface
        user crud operations tests tested + 3.11 3.12 3.13 3.11+
    """),
    anchors=words("""
        practices python fastapi sqlite streamlit json migration migrations automatically
        crud schema sqlalchemy pydantic
    """),
    questions=words("can could would will"),
)  # fmt: skip
