"""The runbook by which the design shows the language, `memory`, word for word."""

MEMORY = """\
runbook: memory
title: Change a Lambda function's memory
target: lambda.function
risk: mitigation
inputs:
  mb: {type: integer, min: 128, max: 10240, help: memory in MiB}
look:
  - id: now
    call: lambda.get_function_configuration
    with: {FunctionName: "${target.name}"}
    keep: "{MemorySize: MemorySize, CodeSha256: CodeSha256}"
  - id: served
    when: target.alias
    call: lambda.get_function_configuration
    with: {FunctionName: "${target.name}", Qualifier: "${target.alias}"}
    check: "result.CodeSha256 == steps.now.CodeSha256"
    else: The code waiting in $LATEST is not what prod serves; publishing would release it. Deploy or roll back first.
  - id: alias
    when: target.alias
    call: lambda.get_alias
    with: {FunctionName: "${target.name}", Name: "${target.alias}"}
  - chart: [errors, duration]
rests_on: [now, served, alias]
change:
  - id: resize
    call: lambda.update_function_configuration
    with: {FunctionName: "${target.name}", MemorySize: "${inputs.mb}"}
    undo: {call: lambda.update_function_configuration,
           with: {FunctionName: "${target.name}", MemorySize: "${steps.now.MemorySize}"}}
  - wait: lambda.function_updated_v2
    with: {FunctionName: "${target.name}"}
  - id: publish
    when: target.alias
    call: lambda.publish_version
    with: {FunctionName: "${target.name}"}
    irreversible: a version stays, and serves nobody until an alias points to it
  - id: shift
    when: target.alias
    call: lambda.update_alias
    with: {FunctionName: "${target.name}", Name: "${target.alias}", FunctionVersion: "${steps.publish.Version}",
           RoutingConfig: {AdditionalVersionWeights: {}}, RevisionId: "${steps.alias.RevisionId}"}
    undo: {call: lambda.update_alias,
           with: {FunctionName: "${target.name}", Name: "${target.alias}", FunctionVersion: "${steps.alias.FunctionVersion}",
                  RoutingConfig: "${steps.alias.RoutingConfig || `{\\"AdditionalVersionWeights\\": {}}`}"}}
verify:
  - id: after
    call: lambda.get_function_configuration
    with: {FunctionName: "${target.name}", Qualifier: "${target.alias || '$LATEST'}"}
    check: result.MemorySize == inputs.mb
"""  # noqa: E501 -- the design's own lines
