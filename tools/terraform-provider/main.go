// A provider that has the schemas of a JSON file and no cloud behind it, with which Terraform validates, plans and applies a module.
//
// Schemas: see tests/terraform/extract_schema.py. A computed attribute without a value gets the text "ADDRESS.NAME" when it is applied. The
// provider appends each resource and each ephemeral value to the file in SCHEMA_PROVIDER_LOG, including write-only arguments.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"sort"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type attribute struct {
	Type      json.RawMessage `json:"type"`
	Required  bool            `json:"required"`
	Optional  bool            `json:"optional"`
	Computed  bool            `json:"computed"`
	WriteOnly bool            `json:"writeOnly"`
}

type block struct {
	Attributes map[string]attribute `json:"attributes"`
	Blocks     map[string]*block    `json:"blocks"`
	Nesting    string               `json:"nesting"`
	Required   bool                 `json:"required"`
}

type schemas struct {
	Provider  *block            `json:"provider"`
	Resources map[string]*block `json:"resources"`
	Ephemeral map[string]*block `json:"ephemeral"`
	// Values of computed attributes of ephemeral resources.
	EphemeralValues map[string]map[string]string `json:"ephemeralValues"`
}

func fatal(err error) {
	if err != nil {
		panic(err)
	}
}

func names[T any](content map[string]T) []string {
	keys := make([]string, 0, len(content))
	for key := range content {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func (a attribute) tftype() tftypes.Type {
	kind, err := tftypes.ParseJSONType(a.Type) //nolint:staticcheck // the only parser of this form
	fatal(err)
	return kind
}

func (b *block) proto() *tfprotov5.SchemaBlock {
	result := &tfprotov5.SchemaBlock{}
	for _, name := range names(b.Attributes) {
		a := b.Attributes[name]
		result.Attributes = append(result.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: a.tftype(), Required: a.Required, Optional: a.Optional, Computed: a.Computed, WriteOnly: a.WriteOnly,
		})
	}
	for _, name := range names(b.Blocks) {
		nested := b.Blocks[name]
		item := &tfprotov5.SchemaNestedBlock{TypeName: name, Block: nested.proto(), Nesting: tfprotov5.SchemaNestedBlockNestingModeList}
		switch nested.Nesting {
		case "set":
			item.Nesting = tfprotov5.SchemaNestedBlockNestingModeSet
		case "single":
			item.Nesting = tfprotov5.SchemaNestedBlockNestingModeSingle
		}
		if nested.Required {
			item.MinItems = 1
		}
		result.BlockTypes = append(result.BlockTypes, item)
	}
	return result
}

func schemaOf(b *block) *tfprotov5.Schema { return &tfprotov5.Schema{Block: b.proto()} }

type provider struct {
	tfprotov5.ProviderServer
	schemas schemas
	lock    sync.Mutex
}

func (p *provider) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	result := &tfprotov5.GetMetadataResponse{ServerCapabilities: &tfprotov5.ServerCapabilities{}}
	for _, name := range names(p.schemas.Resources) {
		result.Resources = append(result.Resources, tfprotov5.ResourceMetadata{TypeName: name})
	}
	for _, name := range names(p.schemas.Ephemeral) {
		result.EphemeralResources = append(result.EphemeralResources, tfprotov5.EphemeralResourceMetadata{TypeName: name})
	}
	return result, nil
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	result := &tfprotov5.GetProviderSchemaResponse{
		Provider:                 schemaOf(p.schemas.Provider),
		ResourceSchemas:          map[string]*tfprotov5.Schema{},
		DataSourceSchemas:        map[string]*tfprotov5.Schema{},
		EphemeralResourceSchemas: map[string]*tfprotov5.Schema{},
		ServerCapabilities:       &tfprotov5.ServerCapabilities{},
	}
	for name, b := range p.schemas.Resources {
		result.ResourceSchemas[name] = schemaOf(b)
	}
	for name, b := range p.schemas.Ephemeral {
		result.EphemeralResourceSchemas[name] = schemaOf(b)
	}
	return result, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (p *provider) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (p *provider) UpgradeResourceState(_ context.Context, request *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	kind := p.schemas.Resources[request.TypeName].proto().ValueType()
	value, err := request.RawState.Unmarshal(kind)
	fatal(err)
	state, err := tfprotov5.NewDynamicValue(kind, value)
	fatal(err)
	return &tfprotov5.UpgradeResourceStateResponse{UpgradedState: &state}, nil
}

func (p *provider) ReadResource(_ context.Context, request *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: request.CurrentState}, nil
}

// completed returns a block whose computed attributes without a value have the one of the function, and whose write-only attributes are null.
func (b *block) completed(value tftypes.Value, path string, fill func(path string, kind tftypes.Type) tftypes.Value) tftypes.Value {
	if value.IsNull() || !value.IsKnown() {
		return value
	}
	content := map[string]tftypes.Value{}
	fatal(value.As(&content))
	for name, a := range b.Attributes {
		switch {
		case a.WriteOnly:
			content[name] = tftypes.NewValue(a.tftype(), nil)
		case a.Computed && (content[name].IsNull() || !content[name].IsKnown()):
			content[name] = fill(path+"."+name, a.tftype())
		}
	}
	for name, nested := range b.Blocks {
		if content[name].IsNull() || !content[name].IsKnown() {
			continue
		}
		if nested.Nesting == "single" {
			content[name] = nested.completed(content[name], path+"."+name, fill)
			continue
		}
		items := []tftypes.Value{}
		fatal(content[name].As(&items))
		for index := range items {
			items[index] = nested.completed(items[index], fmt.Sprintf("%s.%s[%d]", path, name, index), fill)
		}
		content[name] = tftypes.NewValue(content[name].Type(), items)
	}
	return tftypes.NewValue(value.Type(), content)
}

func unknown(_ string, kind tftypes.Type) tftypes.Value { return tftypes.NewValue(kind, tftypes.UnknownValue) }

func fake(path string, kind tftypes.Type) tftypes.Value {
	switch {
	case kind.Is(tftypes.String):
		return tftypes.NewValue(kind, path)
	case kind.Is(tftypes.Number):
		return tftypes.NewValue(kind, 1)
	case kind.Is(tftypes.Bool):
		return tftypes.NewValue(kind, false)
	case kind.Is(tftypes.Map{}):
		return tftypes.NewValue(kind, map[string]tftypes.Value{"RotationLambdaARN": tftypes.NewValue(tftypes.String, path)})
	}
	return tftypes.NewValue(kind, []tftypes.Value{})
}

func (p *provider) PlanResourceChange(_ context.Context, request *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	b := p.schemas.Resources[request.TypeName]
	kind := b.proto().ValueType()
	prior, err := request.PriorState.Unmarshal(kind)
	fatal(err)
	proposed, err := request.ProposedNewState.Unmarshal(kind)
	fatal(err)
	if proposed.IsNull() {
		return &tfprotov5.PlanResourceChangeResponse{PlannedState: request.ProposedNewState}, nil
	}
	fill := unknown
	if !prior.IsNull() {
		fill = func(_ string, kind tftypes.Type) tftypes.Value { return tftypes.NewValue(kind, nil) }
	}
	planned, err := tfprotov5.NewDynamicValue(kind, b.completed(proposed, request.TypeName, fill))
	fatal(err)
	return &tfprotov5.PlanResourceChangeResponse{PlannedState: &planned}, nil
}

func (p *provider) ApplyResourceChange(_ context.Context, request *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	b := p.schemas.Resources[request.TypeName]
	kind := b.proto().ValueType()
	planned, err := request.PlannedState.Unmarshal(kind)
	fatal(err)
	if planned.IsNull() {
		return &tfprotov5.ApplyResourceChangeResponse{NewState: request.PlannedState}, nil
	}
	config, err := request.Config.Unmarshal(kind)
	fatal(err)
	p.record("resource", request.TypeName, config)
	state, err := tfprotov5.NewDynamicValue(kind, b.completed(planned, request.TypeName, fake))
	fatal(err)
	return &tfprotov5.ApplyResourceChangeResponse{NewState: &state}, nil
}

func (p *provider) ValidateEphemeralResourceConfig(context.Context, *tfprotov5.ValidateEphemeralResourceConfigRequest) (*tfprotov5.ValidateEphemeralResourceConfigResponse, error) {
	return &tfprotov5.ValidateEphemeralResourceConfigResponse{}, nil
}

func (p *provider) OpenEphemeralResource(_ context.Context, request *tfprotov5.OpenEphemeralResourceRequest) (*tfprotov5.OpenEphemeralResourceResponse, error) {
	b := p.schemas.Ephemeral[request.TypeName]
	kind := b.proto().ValueType()
	config, err := request.Config.Unmarshal(kind)
	fatal(err)
	values := p.schemas.EphemeralValues[request.TypeName]
	result := b.completed(config, "", func(path string, kind tftypes.Type) tftypes.Value {
		if value, ok := values[path[1:]]; ok {
			return tftypes.NewValue(kind, value)
		}
		return fake(path, kind)
	})
	p.record("ephemeral", request.TypeName, result)
	answer, err := tfprotov5.NewDynamicValue(kind, result)
	fatal(err)
	return &tfprotov5.OpenEphemeralResourceResponse{Result: &answer}, nil
}

func (p *provider) CloseEphemeralResource(context.Context, *tfprotov5.CloseEphemeralResourceRequest) (*tfprotov5.CloseEphemeralResourceResponse, error) {
	return &tfprotov5.CloseEphemeralResourceResponse{}, nil
}

func (p *provider) record(kind, name string, value tftypes.Value) {
	file := os.Getenv("SCHEMA_PROVIDER_LOG")
	if file == "" {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	line, err := json.Marshal(map[string]any{"kind": kind, "type": name, "values": plain(value)})
	fatal(err)
	log, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	fatal(err)
	_, err = log.Write(append(line, '\n'))
	fatal(err)
	fatal(log.Close())
}

func plain(value tftypes.Value) any {
	kind := value.Type()
	switch {
	case !value.IsKnown() || value.IsNull():
		return nil
	case kind.Is(tftypes.String):
		text := ""
		fatal(value.As(&text))
		return text
	case kind.Is(tftypes.Bool):
		truth := false
		fatal(value.As(&truth))
		return truth
	case kind.Is(tftypes.Number):
		number := new(big.Float)
		fatal(value.As(&number))
		return json.Number(number.Text('g', -1))
	case kind.Is(tftypes.Map{}) || kind.Is(tftypes.Object{}):
		content, result := map[string]tftypes.Value{}, map[string]any{}
		fatal(value.As(&content))
		for key, item := range content {
			if item := plain(item); item != nil {
				result[key] = item
			}
		}
		return result
	}
	items, result := []tftypes.Value{}, []any{}
	fatal(value.As(&items))
	for _, item := range items {
		result = append(result, plain(item))
	}
	return result
}

func main() {
	content, err := os.ReadFile(os.Getenv("SCHEMA_PROVIDER"))
	fatal(err)
	p := &provider{}
	fatal(json.Unmarshal(content, &p.schemas))
	fatal(tf5server.Serve("registry.terraform.io/hashicorp/aws", func() tfprotov5.ProviderServer { return p }))
}
