"""The types of fields that a request does not tell, guessed from their names.

The first row of the table with a word of the name decides; a row
has whole words, from the end of a name or from its start.
"""

from dataclasses import dataclass

from baesc.recognition.symbols import words


@dataclass(frozen=True, slots=True)
class Guess:
    """Names that end so are of this type."""

    type: str
    endings: frozenset[str]
    starts: frozenset[str] = frozenset()


GUESSES = (
    Guess("boolean", words("""
        active enabled archived paid done completed visible published ativo ativa
        habilitado pago concluido publicado visivel
    """),
          starts=words("is has can was allows esta tem eh")),
    Guess("email", words("email mail e_mail")),
    Guess("url", words("url website homepage site link webpage")),
    Guess("datetime", words("at datetime timestamp data_hora")),
    Guess("date", words("""
        date birthday birthdate on day deadline data nascimento aniversario vencimento
        prazo dia
    """),
          starts=words("data date")),
    Guess("time", words("time hora horario")),
    Guess("decimal(12,2)", words("""
        price amount total subtotal cost salary balance budget fee rate revenue discount
        tax wage income preco valor custo salario saldo orcamento taxa desconto imposto
    """)),
    Guess("decimal(5,2)", words("""
        gpa score grade_average average percent percentage media porcentagem percentual
    """)),
    Guess("integer", words("""
        quantity qty count age year stock credits capacity number_of duration semester
        position rank floor pages points quantidade idade ano estoque creditos
        capacidade duracao semestre posicao paginas pontos vagas workload carga_horaria
    """),
          starts=words("number_of numero_de quantidade")),
    Guess("float", words("""
        weight height width length latitude longitude distance area temperature peso
        altura largura comprimento distancia temperatura
    """)),
    Guess("text", words("""
        description notes note comment comments body content summary bio details
        observations remarks abstract descricao observacao observacoes notas comentario
        comentarios conteudo resumo biografia detalhes
    """)),
    Guess("string(30)", words("""
            phone phone_number mobile_number telephone mobile
            fax cellphone telefone celular
        """)),
    Guess("string(20)", words("zip zipcode postcode cep cpf cnpj isbn sku")),
    Guess("json", words("json metadata")),
)  # fmt: skip


# Names whose `max 50` is a length, though their type is the one of all names that tell nothing.
TEXTS = words("""
    name title code label subject caption city address street country nickname username
    surname slug nome titulo codigo rotulo assunto cidade endereco rua pais apelido
    sobrenome usuario
""")


def is_text(name: str) -> bool:
    """Tell whether a name is one of texts, so that what limits it is its length."""
    return name.rsplit("_", 1)[-1] in TEXTS and guess(name).startswith("string")


def guess(name: str) -> str:
    """Return the type that the name of a field lets expect; a string where it tells nothing."""
    for row in GUESSES:
        if any(name == one or name.endswith(f"_{one}") for one in row.endings):
            return row.type
        if any(name.startswith(f"{one}_") for one in row.starts):
            return row.type
    return "string"
